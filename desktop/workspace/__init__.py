"""The work space: applications, questions and the answer being written."""
