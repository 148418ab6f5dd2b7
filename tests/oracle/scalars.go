// Scalars as Go's standard library reads them: regular expressions, addresses, URLs.
package main

import (
	"encoding/json"
	"net"
	"net/netip"
	"net/url"
	"regexp"
)

func init() {
	register("regexp", fromText(func(text string) (any, error) {
		_, err := regexp.Compile(text)
		return true, err
	}))
	register("ip_address", fromText(func(text string) (any, error) {
		_, err := netip.ParseAddr(text)
		return true, err
	}))
	register("ip_prefix", fromText(func(text string) (any, error) {
		_, err := netip.ParsePrefix(text)
		return true, err
	}))
	register("host_port", fromText(func(text string) (any, error) {
		host, port, err := net.SplitHostPort(text)
		return []string{host, port}, err
	}))
	register("url", fromText(func(text string) (any, error) {
		parsed, err := url.Parse(text)
		if err != nil {
			return nil, err
		}
		return []string{parsed.Scheme, parsed.Port()}, nil
	}))
	register("request_uri", fromText(func(text string) (any, error) {
		parsed, err := url.ParseRequestURI(text)
		if err != nil {
			return nil, err
		}
		return parsed.Scheme, nil
	}))
}

// fromText makes an operation of a function of one text, the member "text" of the request.
func fromText(read func(string) (any, error)) operation {
	return func(request json.RawMessage) (any, error) {
		var asked struct{ Text string }
		if err := json.Unmarshal(request, &asked); err != nil {
			return nil, err
		}
		return read(asked.Text)
	}
}
