# Nothing to make: no daemon runs.
! docker info > /dev/null 2>&1 || { echo "a Docker daemon runs here"; exit 1; }
