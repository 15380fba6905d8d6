package telemetry

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strconv"
	"strings"
	"time"
)

var started = time.Now()

// Register serves GET /metrics.
func Register(mux *http.ServeMux, requests *Requests) {
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		writeRuntime(w)
		writeProcess(w)
		requests.write(w)
	})
}

func writeRuntime(out io.Writer) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	gauge(out, "go_goroutines", "Number of goroutines that currently exist.", float64(runtime.NumGoroutine()))
	gauge(out, "go_threads", "Number of OS threads created.", float64(pprof.Lookup("threadcreate").Count()))
	_, _ = fmt.Fprintf(out, "# HELP go_info Information about the Go environment.\n# TYPE go_info gauge\ngo_info{version=%q} 1\n", runtime.Version())
	gauge(out, "go_gc_gomemlimit_bytes", "Go runtime memory limit configured by the user, otherwise math.MaxInt64.", float64(debug.SetMemoryLimit(-1)))
	gauge(out, "go_memstats_alloc_bytes", "Number of bytes allocated in heap and currently in use.", float64(m.Alloc))
	counter(out, "go_memstats_alloc_bytes_total", "Total number of bytes allocated in heap until now, even if released already.", float64(m.TotalAlloc))
	gauge(out, "go_memstats_heap_inuse_bytes", "Number of heap bytes that are in use.", float64(m.HeapInuse))
	gauge(out, "go_memstats_heap_objects", "Number of currently allocated objects.", float64(m.HeapObjects))
	gauge(out, "go_memstats_stack_inuse_bytes", "Number of bytes obtained from system for stack allocator in non-CGO environments.", float64(m.StackInuse))
	gauge(out, "go_memstats_sys_bytes", "Number of bytes obtained from system.", float64(m.Sys))
	gauge(out, "go_memstats_last_gc_time_seconds", "Number of seconds since 1970 of last garbage collection.", float64(m.LastGC)/1e9)
}

// writeProcess leaves out what the system does not tell; only Linux has /proc.
func writeProcess(out io.Writer) {
	gauge(out, "process_start_time_seconds", "Start time of the process since unix epoch in seconds.", float64(started.UnixMilli())/1e3)
	if bytes, ok := residentBytes(); ok {
		gauge(out, "process_resident_memory_bytes", "Resident memory size in bytes.", bytes)
	}
	if files, err := os.ReadDir("/proc/self/fd"); err == nil {
		gauge(out, "process_open_fds", "Number of open file descriptors.", float64(len(files)))
	}
}

func residentBytes() (float64, bool) {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, false
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0, false
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	return float64(pages) * float64(os.Getpagesize()), err == nil
}

func gauge(out io.Writer, name, help string, value float64) { single(out, "gauge", name, help, value) }

func counter(out io.Writer, name, help string, value float64) {
	single(out, "counter", name, help, value)
}

func single(out io.Writer, kind, name, help string, value float64) {
	_, _ = fmt.Fprintf(out, "# HELP %s %s\n# TYPE %s %s\n%s %s\n", name, help, name, kind, name, strconv.FormatFloat(value, 'g', -1, 64))
}
