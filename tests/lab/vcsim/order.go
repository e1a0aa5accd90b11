package main

import (
	"bytes"
	"reflect"
	"strings"
	"sync"

	"github.com/vmware/govmomi/vim25/types"
	"github.com/vmware/govmomi/vim25/xml"
)

// What an element may hold, in the order that a vCenter insists on. Taken from govmomi's types, which owe nothing to
// the type data that the product's own requests are made from.
type element struct {
	name string
	kind reflect.Type
}

var knownElements sync.Map // []element by reflect.Type

// unexpected names what a vCenter would stumble over: an element that its type does not have, or that comes too late.
// The stock simulator takes anything.
func unexpected(body []byte) string {
	decoder := xml.NewDecoder(bytes.NewReader(body))
	inBody := false
	for {
		token, err := decoder.Token()
		if err != nil {
			return ""
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if !inBody {
			inBody = start.Name.Local == "Body"
			continue
		}
		kind, known := types.TypeFunc()(start.Name.Local)
		if !known {
			return ""
		}
		return unexpectedIn(decoder, start.Name.Local, kind)
	}
}

func unexpectedIn(decoder *xml.Decoder, parent string, kind reflect.Type) string {
	elements, last := elementsOf(kind), 0
	for {
		token, err := decoder.Token()
		if err != nil {
			return ""
		}
		start, isStart := token.(xml.StartElement)
		if _, isEnd := token.(xml.EndElement); isEnd {
			return ""
		}
		if !isStart {
			continue
		}
		at := last
		for at < len(elements) && elements[at].name != start.Name.Local {
			at++
		}
		if at == len(elements) {
			return parent + "." + start.Name.Local
		}
		last = at
		inner, isStruct := concrete(start, elements[at].kind)
		if !isStruct {
			if decoder.Skip() != nil {
				return ""
			}
		} else if found := unexpectedIn(decoder, parent+"."+start.Name.Local, inner); found != "" {
			return found
		}
	}
}

// concrete is the type of an element that has fields: what its xsi:type says, or what its place asks for.
func concrete(start xml.StartElement, kind reflect.Type) (reflect.Type, bool) {
	for _, attribute := range start.Attr {
		if attribute.Name.Local != "type" || attribute.Name.Space == "" {
			continue
		}
		name := attribute.Value[strings.Index(attribute.Value, ":")+1:]
		if known, ok := types.TypeFunc()(name); ok {
			return known, known.Kind() == reflect.Struct
		}
		return nil, false
	}
	for kind.Kind() == reflect.Ptr || kind.Kind() == reflect.Slice {
		kind = kind.Elem()
	}
	if kind.Kind() == reflect.Interface {
		known, ok := types.TypeFunc()(strings.TrimPrefix(kind.Name(), "Base"))
		return known, ok && known.Kind() == reflect.Struct
	}
	return kind, kind.Kind() == reflect.Struct && kind.PkgPath() != "time"
}

func elementsOf(kind reflect.Type) []element {
	if known, ok := knownElements.Load(kind); ok {
		return known.([]element)
	}
	var found []element
	for i := 0; i < kind.NumField(); i++ {
		field := kind.Field(i)
		if field.Anonymous {
			found = append(found, elementsOf(field.Type)...)
			continue
		}
		name, options, _ := strings.Cut(field.Tag.Get("xml"), ",")
		if name != "" && name != "-" && options != "attr" && options != "chardata" {
			found = append(found, element{name, field.Type})
		}
	}
	knownElements.Store(kind, found)
	return found
}
