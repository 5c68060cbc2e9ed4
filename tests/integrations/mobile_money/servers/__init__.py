"""Strangers that speak a wallet's wire, written from its description and without our code."""
