"""Runs that another engine starts: torchrun, Slurm, Ray, or a file by itself."""
