# Nothing to make: it fails where a Docker client is and no daemon runs.
