"""Where everything meets: the pipeline, the verbs (poll, import, rerun, …), the service and the command line."""
