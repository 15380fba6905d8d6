// Recorded answers of a real Go program with three goroutines that wait for a channel nobody sends on. Built with Go
// 1.26.8 and -trimpath, behind net/http/pprof: debug=0, debug=1 and a shortened index.

/** gzip, as received. */
export const recordedBinary = Buffer.from(
  [
    'H4sIAAAAAAAE/3xUW4wbVxlmfNk9tnft317b+9t7O5mQ9qzLju3j9e0RNSpBKlJUVgpQVct4PHas9c5Y43G6fbMARUCzKG0aSkgp',
    'VVtAhbdQqQgpsKA8IC6JSrgLqRQpFQUKTyCVlgadM+Mlm0bZl/H83+X//v+c2U+FiAKBTytR+VSBKPjWy88H1DBR4GoQlEKMKBDE',
    'IA2xy0EVSAB3f3ZawAG4GJZwAMIYplPsTEgFEsRXf3RawEH4r6cOwjRO0yn2blBNkBBeefqZoBoiIRBolISAIKERFkwRCEZDSiAo',
    'XMJ49sKTwiUMf4vIJmGIYpTG2BsRFcgU/vEJGXEK/uzBUzCDMzTGXhfwNJ69eD6ohsk0XJ+S6mmYxVkaZz+eUoEQvPK0hAmc9WAC',
    'CUzQODsj4Aj+5OWnhDoCXxEZYyQCgEDj7JyYP4pvvv1VAUfhiYA0j0ISkzTF3lFUIDF8+0sXBRyDXU8dgzmcoyn2RaGewc//9nEB',
    'z8A/klI9A2lM0wx7K6kCmcVvPnlGwLNwJivhWchilmbYexkVSBx/8ftdAcfhnzkJx2Ee52mGvZFTgSTw2rPSPAHnQMIJQESaYa/F',
    'UwlQorHw1DSJRGMzs/GECgTw3585J7YM8MOQ5APkMEfz7MWQCiSJn7sgt5yE17xJk7CACzTPfhNQEySFp69fCqghkoINUApRkoJF',
    'XKRL7LiaJXO4++YlAc7BJ9UwScM3FMmZg2VcpkvsE4UYScMKrlDKdhU1QdL44vevCUEGjkpmBg7hIaqy+1UgGbzy61dF0CxcET4x',
    'koXDeJh+kO2JnWfx0h++INYyDz/wruQ8HMEjNMMuh1MzoESJAsnUXDqTVbNkHr9zU8b2kiHc8EZHuAfvoZT9UoyO+JffXRMNc/Bl',
    'r2EO7sV7KWPnRcMc/uen1wWch697cB5WcZUW2LMCzuO1SxJegM96d2AB7sP76IfYzYAKZAEf/5485EX4a16ufRHWcI1m2M/zapYs',
    '4o0Lz4hpluC9rBoiy+AFXAINNZph72YLUbIMRSzSCBNhl/BXf39KpFmB571zWoESlmiInVe8Yxfjz2Muv7C4dOzq5VduXH1l/C/M',
    'p4gC4/E4gOO97wZZucQbSj5PAjDee+mlF15fwfH4pnjS8V6EVUrr+TQJwnj8tW+/ILA9+WTVfI6EYPwn+Ybj574lUDqmrFaq5/Mk',
    'LBq8c1P8KTh+bvKTNfgHeKRrO/bI7VkmDxv2yHJ53BlZbm/b1Lr2QHe2eMLx3osDxza0rs1hQjBO6pZjGqf4PkVUBCV5O6XMI9t6',
    'z9L6pr7Fc+aOvj3om5phbxdF5bGiBLs2VyfC/VjHHbvT65sneu7JB/WW2R/u9y9uDxy7I1RsohqIyuZdtId8ZlEytUednms+5M3n',
    'N+LZAxSf2LX54oG6J/2IPVkePYiygm+3qp0QPTZsTi3TLZ503YFveVK32n3T0T5uOqfMYxsbx/n8QYbP69o8fRDQPmq1zR2+PKlq',
    'xzyrB0aWcYtdaoIXh6KFI5z+r2EF2fhjo53VWzT7ITVP4zvfwshOXDVWMGzLWvWYPO0vQLNMd2D3+62+bWzxlF8t+lWZoWe5pmPp',
    '/aLgaT5jU7yc0Hsuvw1nBYEcNYfGqvaowOkBfbHTltJN30d0UA8w3ufwkKm3Od7OeeDoqnYHRPiPrN6O8E1apquxgmW6++SEWIeM',
    'MPQ44HG81Ui/qKCIatfmR8RvcQn87QmC6axqLd3Y6jr2yGqLCs/fKdyHDcMcuHxOWO2H0L1iXPh22vtJcx5p4/7jD/aGrmmJHj5V',
    'XibXGAxtY2tzMIl9J4HfUHr7AjEDil7+DPIOOf4N8pgSkXX/mxffNp+ZHI98yxXd7UHR7br+5y//Cay5Tm+bs0q1xI1W3dDLnU6z',
    '0uCNUsko6fV6s1RvmZVyjZfLZb1aqfPDxdHQKfZ7reJOo7ZZW1/r96zRzlrXGomioQ1trcZZs6IbtbJpVPWG2SpXmrVOs9NqV6ol',
    '4dXUq9VGlTf09RKfevhUe2g/wrW72LbXvB47jdpabV104JzVzZZRq5pV3uGtlqmvNxut9dJ6qaM3eafOK41Kva7rLb3Jow+fGj42',
    'NPR+/5H/BQAA//8GrFT98AkAAA==',
  ].join(''),
  'base64',
);

export const recordedText = `goroutine profile: total 6
3 @ 0x489a6e 0x41a58e 0x41a0d2 0x670bc5 0x491121
#	0x670bc4	main.leak+0x24	example.com/leaky/main.go:3

1 @ 0x448c91 0x4888dd 0x654d91 0x654bc5 0x651a49 0x66bcea 0x66c77a 0x62eb89 0x630927 0x636cce 0x62cf50 0x491121
#	0x654d90	runtime/pprof.writeRuntimeProfile+0xb0	runtime/pprof/pprof.go:851
#	0x654bc4	runtime/pprof.writeGoroutine+0x44	runtime/pprof/pprof.go:784
#	0x651a48	runtime/pprof.(*Profile).WriteTo+0x148	runtime/pprof/pprof.go:408
#	0x66bce9	net/http/pprof.handler.ServeHTTP+0x529	net/http/pprof/pprof.go:273
#	0x66c779	net/http/pprof.Index+0xd9		net/http/pprof/pprof.go:397
#	0x62eb88	net/http.HandlerFunc.ServeHTTP+0x28	net/http/server.go:2286
#	0x630926	net/http.(*ServeMux).ServeHTTP+0x1c6	net/http/server.go:2828
#	0x636ccd	net/http.serverHandler.ServeHTTP+0x8d	net/http/server.go:3311
#	0x62cf4f	net/http.(*conn).serve+0x68f		net/http/server.go:2067

1 @ 0x489a6e 0x44c177 0x488c85 0x4ca987 0x4cbfac 0x4cbf9a 0x53ec69 0x54e57b 0x54d950 0x631c0c 0x670ce6 0x670bf3 0x453655 0x491121
#	0x488c84	internal/poll.runtime_pollWait+0x84		runtime/netpoll.go:351
#	0x4ca986	internal/poll.(*pollDesc).wait+0x26		internal/poll/fd_poll_runtime.go:84
#	0x4cbfab	internal/poll.(*pollDesc).waitRead+0x28b	internal/poll/fd_poll_runtime.go:89
#	0x4cbf99	internal/poll.(*FD).Accept+0x279		internal/poll/fd_unix.go:613
#	0x53ec68	net.(*netFD).accept+0x28			net/fd_unix.go:150
#	0x54e57a	net.(*TCPListener).accept+0x1a			net/tcpsock_posix.go:159
#	0x54d94f	net.(*TCPListener).Accept+0x2f			net/tcpsock.go:387
#	0x631c0b	net/http.(*Server).Serve+0x30b			net/http/server.go:3434
#	0x670ce5	net/http.Serve+0x105				net/http/server.go:2942
#	0x670bf2	main.main+0x12					example.com/leaky/main.go:4
#	0x453654	runtime.main+0x2d4				runtime/proc.go:290

1 @ 0x491121

`;

export const recordedGoroutines = 6;

export const recordedIndex = `<html>
<head>
<title>/debug/pprof/</title>
</head>
<body>
/debug/pprof/
<br>
Types of profiles available:
<table>
<thead><td>Count</td><td>Profile</td></thead>
<tr><td>6</td><td><a href='goroutine?debug=1'>goroutine</a></td></tr>
<tr><td>3</td><td><a href='heap?debug=1'>heap</a></td></tr>
</table>
<a href="goroutine?debug=2">full goroutine stack dump</a>
</body>
</html>
`;
