// Command parkall parks goroutines in every way the Go runtime knows and takes profiles of itself meanwhile. Each way
// has a function of its own, so that what a reader says of it can be compared with its name.
package main

import (
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"path/filepath"
	"runtime"
	rpprof "runtime/pprof"
	"strings"
	"time"
)

var (
	out  = flag.String("out", "", "folder for the profiles; without it the program waits to be asked or killed")
	age  = flag.Duration("age", 0, "how long the goroutines are parked before the profiles are taken")
	only = flag.String("only", "", "comma-separated names of the files whose goroutines are started")
	more = flag.String("more", "", "comma-separated names of files that are left out by default: deep, spin, trace")
)

// starters has one function for each source file, by the file's name.
var starters = map[string]func(){}

// keep holds what must stay reachable: a channel that the garbage collector can prove forgotten is another case.
var keep []interface{}

func main() {
	flag.Parse()
	for _, name := range chosen() {
		starters[name]()
	}
	if !settle() {
		fmt.Fprintln(os.Stderr, "parkall: the goroutines have not come to rest")
	}
	base := serve()
	fmt.Println(base)
	runtime.GC() // from here on the runtime counts how long each goroutine waits
	time.Sleep(*age)
	if *out == "" {
		select {}
	}
	if err := takeAll(base, *out); err != nil {
		fmt.Fprintln(os.Stderr, "parkall:", err)
		os.Exit(1)
	}
}

func chosen() []string {
	var names []string
	for _, name := range []string{
		"chans", "locks", "waits", "command", "names", "libraries", "dependencies", "labels",
		"generics", "go121", "go123", "go125", "deep", "spin", "trace",
	} {
		if starters[name] == nil {
			continue
		}
		optional := name == "deep" || name == "spin" || name == "trace"
		if optional && !lists(*more, name) || *only != "" && !lists(*only, name) && !lists(*more, name) {
			continue
		}
		names = append(names, name)
	}
	return names
}

func lists(list, name string) bool {
	return strings.Contains(","+list+",", ","+name+",")
}

// settle waits until two looks in a row show the same goroutines, none of them on its way.
func settle() bool {
	last := ""
	for try := 0; try < 50; try++ {
		time.Sleep(100 * time.Millisecond)
		now := headers()
		if now == last && (lists(*more, "spin") || !strings.Contains(now, "[runnable")) {
			return true
		}
		last = now
	}
	return false
}

func headers() string {
	buffer := make([]byte, 1<<22)
	var lines []string
	for _, line := range strings.Split(string(buffer[:runtime.Stack(buffer, true)]), "\n") {
		if strings.HasPrefix(line, "goroutine ") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// serve offers what net/http/pprof offers, on loopback.
func serve() string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	go http.Serve(listener, mux)
	return "http://" + listener.Addr().String()
}

// takeAll asks for each form over one connection. The dump is taken before and after, so that goroutines that stayed
// parked all the time can be told from those that did not.
func takeAll(base, dir string) error {
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	forms := []struct{ file, path string }{
		{"warmup", "goroutine?debug=0"},
		{"before.txt", "goroutine?debug=2"},
		{"debug0.pb.gz", "goroutine?debug=0"},
		{"debug1.txt", "goroutine?debug=1"},
		{"after.txt", "goroutine?debug=2"},
		{"leak0.pb.gz", "goroutineleak?debug=0"},
		{"leak1.txt", "goroutineleak?debug=1"},
		{"leak2.txt", "goroutineleak?debug=2"},
	}
	for _, form := range forms {
		if strings.HasPrefix(form.path, "goroutineleak") && rpprof.Lookup("goroutineleak") == nil {
			continue
		}
		if err := take(client, base+"/debug/pprof/"+form.path, filepath.Join(dir, form.file)); err != nil {
			return err
		}
	}
	return os.Remove(filepath.Join(dir, "warmup"))
}

func take(client *http.Client, url, file string) error {
	response, err := client.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, response.Status)
	}
	target, err := os.Create(file)
	if err != nil {
		return err
	}
	if _, err := io.Copy(target, response.Body); err != nil {
		return err
	}
	return target.Close()
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
