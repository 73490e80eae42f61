package dev.perk.control.apiserver.io;

import dev.perk.control.apiserver.rest.ApiRequest;
import io.netty.handler.codec.http.HttpRequest;

/** A request that has been read to its end. Who takes it gives the room of its body back. */
record WholeRequest(HttpRequest head, ApiRequest.Body body) {}
