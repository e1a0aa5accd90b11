// A vCenter for tests: govmomi's simulator with a realistic inventory, real sign-in, paging, sessions that die,
// tasks that take time, and a control door for tests. Everything our own lies in front of the stock SOAP handler
// (gate.go) or replaces single managed objects (collector.go, nas.go); no simulator source is changed.
package main

import (
	"crypto/tls"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/google/uuid"
	"github.com/vmware/govmomi/simulator"
	_ "github.com/vmware/govmomi/vapi/simulator"
)

type settings struct {
	site, dataDir, username, password string
	port, controlPort, vms            int
	idle                              time.Duration
}

func readSettings() settings {
	var s settings
	flag.StringVar(&s.site, "site", "a", "which of the two sites: a or b")
	flag.StringVar(&s.dataDir, "data", "", "directory for the certificate and the datastores' files")
	flag.StringVar(&s.username, "user", "administrator@vsphere.local", "user name that may sign in")
	flag.IntVar(&s.port, "port", 0, "HTTPS port on loopback")
	flag.IntVar(&s.controlPort, "control-port", 0, "plain HTTP port of the control door on loopback")
	flag.IntVar(&s.vms, "vms", 40, "number of virtual machines")
	flag.DurationVar(&s.idle, "idle", 30*time.Minute, "sessions end after this time without a call")
	flag.Parse()
	// Not as an argument: those are visible to every user of the machine.
	password, err := io.ReadAll(os.Stdin)
	if err != nil || len(password) == 0 || s.dataDir == "" {
		log.Fatal("the password comes on standard input, and -data is needed")
	}
	s.password = strings.TrimSpace(string(password))
	return s
}

func instanceUUID(site string) string {
	return uuid.NewSHA1(uuid.NameSpaceDNS, []byte("vcenter-"+site+".lab.example")).String()
}

func main() {
	s := readSettings()
	certificate, err := ensureCertificate(s.dataDir, s.site)
	if err != nil {
		log.Fatal(err)
	}

	model := simulator.VPX()
	model.Datacenter = 0                                           // our own inventory instead of the stock one
	model.ServiceContent.About.InstanceUuid = instanceUUID(s.site) // the stock one is the same for every simulator
	if err := model.Create(); err != nil {
		log.Fatal(err)
	}
	started := time.Now()
	site, err := buildSite(model.Service, s.site, s.dataDir)
	if err != nil {
		log.Fatal(err)
	}
	site.addVMs(s.vms)

	mux := http.NewServeMux()
	model.Service.ServeMux = mux
	model.Service.RegisterEndpoints = true
	model.Service.Listen = &url.URL{Host: "127.0.0.1:0", User: url.UserPassword(s.username, s.password)}
	// The simulator wants to open a listener itself; ours is in front, so that one must not answer.
	model.Service.NewServer().Listener.Close()
	replaceCollector()
	replaceViewManager()

	gate := newGate(mux, site, s.idle)
	gate.username, gate.password = s.username, s.password
	address := fmt.Sprintf("127.0.0.1:%d", s.port)
	listener, err := tls.Listen("tcp", address, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12})
	if err != nil {
		log.Fatal(err)
	}
	control, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", s.controlPort))
	if err != nil {
		log.Fatal(err)
	}
	go func() { log.Fatal(http.Serve(control, controlHandler(gate, site))) }()
	go func() { log.Fatal(http.Serve(listener, gate)) }()

	ready, _ := json.Marshal(map[string]any{
		"ready": true, "vms": s.vms, "seconds": time.Since(started).Seconds(),
	})
	log.Print(string(ready))

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	<-stop
}
