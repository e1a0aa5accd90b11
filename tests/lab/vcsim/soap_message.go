package main

import (
	"bytes"
	"fmt"
	"net/http"
	"reflect"

	"github.com/vmware/govmomi/vim25/types"
	"github.com/vmware/govmomi/vim25/xml"
)

// request is what the gate needs to know of a call without understanding it.
type request struct {
	method string
	this   types.ManagedObjectReference
	body   []byte
}

// parseRequest reads the method's name and its _this, whichever namespace prefixes the client chose.
func parseRequest(body []byte) (request, bool) {
	decoder := xml.NewDecoder(bytes.NewReader(body))
	parsed := request{body: body}
	inBody := false
	for {
		token, err := decoder.Token()
		if err != nil {
			return parsed, false
		}
		start, ok := token.(xml.StartElement)
		switch {
		case !ok:
		case !inBody:
			inBody = start.Name.Local == "Body"
		case parsed.method == "":
			parsed.method = start.Name.Local
		case start.Name.Local == "_this":
			for _, attribute := range start.Attr {
				if attribute.Name.Local == "type" {
					parsed.this.Type = attribute.Value
				}
			}
			return parsed, decoder.DecodeElement(&parsed.this.Value, &start) == nil
		}
	}
}

const (
	envelopeHead = xml.Header + `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ` +
		`xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>`
	envelopeTail = `</soapenv:Body></soapenv:Envelope>`
)

func writeEnvelope(w http.ResponseWriter, status int, inner string) {
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprint(w, envelopeHead, inner, envelopeTail)
}

func writeTask(w http.ResponseWriter, method string, task types.ManagedObjectReference) {
	writeEnvelope(w, http.StatusOK, fmt.Sprintf(
		`<%sResponse xmlns="urn:vim25"><returnval type="Task">%s</returnval></%sResponse>`, method, task.Value, method))
}

func writeEmpty(w http.ResponseWriter, method string) {
	writeEnvelope(w, http.StatusOK, fmt.Sprintf(`<%sResponse xmlns="urn:vim25"></%sResponse>`, method, method))
}

// newFault makes a fault by its name in the vSphere API, for example "FileLocked".
func newFault(name string) (types.BaseMethodFault, bool) {
	kind, ok := types.TypeFunc()(name)
	if !ok {
		return nil, false
	}
	fault, ok := reflect.New(kind).Interface().(types.BaseMethodFault)
	if busy, isBusy := fault.(*types.TaskInProgress); isBusy {
		busy.Task = types.ManagedObjectReference{Type: "Task", Value: "task-0"} // a required field, and never empty
	}
	return fault, ok
}

func faultName(fault types.BaseMethodFault) string { return reflect.TypeOf(fault).Elem().Name() }

// writeFault answers as a vCenter does: status 500, and the fault's type as xsi:type of the detail.
func writeFault(w http.ResponseWriter, message string, fault types.BaseMethodFault) {
	name := faultName(fault)
	var detail bytes.Buffer
	_ = xml.NewEncoder(&detail).EncodeElement(fault, xml.StartElement{
		Name: xml.Name{Local: name + "Fault"},
		Attr: []xml.Attr{
			{Name: xml.Name{Local: "xmlns"}, Value: "urn:vim25"},
			{Name: xml.Name{Local: "xsi:type"}, Value: name},
		},
	})
	var text bytes.Buffer
	_ = xml.EscapeText(&text, []byte(message))
	writeEnvelope(w, http.StatusInternalServerError, fmt.Sprintf(
		`<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>%s</faultstring><detail>%s</detail></soapenv:Fault>`,
		text.String(), detail.String()))
}
