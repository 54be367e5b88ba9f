"""Whether a site answers `?ask=` as clients of the documentation platform expect."""
