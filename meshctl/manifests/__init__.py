"""Manifests: text to documents and back.

    sources, discovery     read_source, find_manifests, write_atomic: files, folders, standard input
    documents, stream      read_documents, scan_documents, join_documents: a stream as documents with positions
    resources              resources_of: the Kubernetes objects in a document, Lists unwrapped
    emit, splicing         emit: a document's text with a new value, only what changed replaced
    changes                change_document: the same for changes by field path, as a fix makes them

Import from the modules: what only reads should not wait for what writes.
"""
