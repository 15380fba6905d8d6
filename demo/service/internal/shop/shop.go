// Package shop puts the departments together and gives them routes.
package shop

import (
	"io"
	"net/http"
	"runtime/pprof"
	"strconv"
	"sync/atomic"
	"time"

	"example.com/shop/internal/cart"
	"example.com/shop/internal/catalog"
	"example.com/shop/internal/checkout"
	"example.com/shop/internal/delivery"
	"example.com/shop/internal/faults"
	"example.com/shop/internal/loyalty"
	"example.com/shop/internal/mail"
	"example.com/shop/internal/notify"
	"example.com/shop/internal/payment"
	"example.com/shop/internal/pricing"
	"example.com/shop/internal/report"
	"example.com/shop/internal/search"
	"example.com/shop/internal/session"
	"example.com/shop/internal/stock"
	"example.com/shop/internal/telemetry"
)

// Shop is the whole service.
type Shop struct {
	requests *telemetry.Requests
	orders   atomic.Int64

	carts    *cart.Store
	desk     *checkout.Desk
	engine   *search.Engine
	exporter *report.Exporter
	dock     *delivery.Dock
	gallery  *catalog.Gallery
	gateway  *payment.Gateway
	hub      *pricing.Hub
	keeper   *session.Keeper
	ledger   *loyalty.Ledger
	office   *notify.Office
	post     *mail.Pool
	shelf    *stock.Shelf
}

// New starts all departments.
func New(board *faults.Board, requests *telemetry.Requests) *Shop {
	s := &Shop{requests: requests, carts: cart.NewStore(), post: mail.NewPool()}
	s.gateway = payment.NewGateway(board, func(order int64, paid bool) {
		if paid {
			s.post.Send(order)
		}
	})
	s.engine = search.NewEngine(board)
	s.hub = pricing.NewHub(board)
	s.desk = checkout.NewDesk(board)
	s.exporter = report.NewExporter(board)
	s.shelf = stock.NewShelf(board)
	s.keeper = session.NewKeeper(board)
	s.office = notify.NewOffice(board)
	s.gallery = catalog.NewGallery(board)
	s.ledger = loyalty.NewLedger(board)
	s.dock = delivery.NewDock(board)
	return s
}

// Register serves the shop's pages.
func (s *Shop) Register(mux *http.ServeMux) {
	s.handle(mux, "GET /search", s.search)
	s.handle(mux, "GET /products", s.product)
	s.handle(mux, "POST /cart", s.addToCart)
	s.handle(mux, "GET /cart/events", s.cartEvents)
	s.handle(mux, "POST /checkout", s.checkout)
	s.handle(mux, "POST /sessions", s.visit)
	s.handle(mux, "GET /reports/sales", s.sales)
	s.handle(mux, "POST /products/pictures", s.picture)
	s.handle(mux, "POST /stock", s.reorder)
}

// handle counts requests and labels their goroutines, and those which they start, with the endpoint.
func (s *Shop) handle(mux *http.ServeMux, pattern string, handler http.HandlerFunc) {
	mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		labelled := pprof.WithLabels(r.Context(), pprof.Labels("endpoint", r.URL.Path))
		pprof.SetGoroutineLabels(labelled)
		defer pprof.SetGoroutineLabels(r.Context())
		status := telemetry.NewStatusWriter(w)
		handler(status, r.WithContext(labelled))
		s.requests.Count(r.Method, r.URL.Path, status.Code())
	})
}

func (s *Shop) search(w http.ResponseWriter, r *http.Request) {
	hits := s.engine.Find(r.Context(), r.FormValue("q"))
	_, _ = io.WriteString(w, strconv.Itoa(len(hits))+" hits\n")
}

func (s *Shop) product(w http.ResponseWriter, r *http.Request) {
	s.hub.Preview(r.Context())
	_, _ = io.WriteString(w, "a product\n")
}

func (s *Shop) addToCart(w http.ResponseWriter, r *http.Request) {
	customer, _ := strconv.ParseInt(r.FormValue("customer"), 10, 64)
	_, _ = io.WriteString(w, strconv.Itoa(s.carts.Add(customer))+" items\n")
}

func (s *Shop) cartEvents(w http.ResponseWriter, r *http.Request) {
	s.carts.Await(r.Context(), 2*time.Second)
	_, _ = io.WriteString(w, "nothing new\n")
}

func (s *Shop) checkout(w http.ResponseWriter, r *http.Request) {
	order, err := s.desk.Place(r.Context(), s.orders.Add(1))
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	s.gateway.Collect(order.ID)
	s.ledger.Earn()
	s.dock.Ship()
	w.WriteHeader(http.StatusCreated)
	_, _ = io.WriteString(w, "order "+strconv.FormatInt(order.ID, 10)+"\n")
}

func (s *Shop) visit(w http.ResponseWriter, _ *http.Request) {
	visit := s.keeper.SignIn()
	s.office.Announce("welcome back", "your cart is waiting")
	s.keeper.SignOut(visit)
	_, _ = io.WriteString(w, "see you\n")
}

func (s *Shop) sales(w http.ResponseWriter, _ *http.Request) {
	if err := s.exporter.Export(w, 20); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

func (s *Shop) picture(w http.ResponseWriter, _ *http.Request) {
	s.gallery.Prepare()
	w.WriteHeader(http.StatusAccepted)
}

func (s *Shop) reorder(w http.ResponseWriter, _ *http.Request) {
	s.shelf.Reorder()
	w.WriteHeader(http.StatusAccepted)
}
