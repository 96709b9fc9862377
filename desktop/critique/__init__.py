"""The right side of the work space: a critique as it is written."""
