"""What stands between a request and its handler."""

from .comprehensive_error_middleware import install_error_handlers
from .rate_limiting import RateLimiter, RateLimitMiddleware

__all__ = ("RateLimitMiddleware", "RateLimiter", "install_error_handlers")
