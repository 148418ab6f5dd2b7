"""Traffic interception as data: from the arguments of an init container to rules, and from rules to answers.

`settings` and `flags` say what is wanted, `nat`, `mangle` and `raw` build one table each, `ruleset` puts them together,
`restore` writes them for `iptables-restore`, `walk` follows a packet through them. Nothing here runs a command.

Source: istio/istio tools/istio-iptables.
"""
