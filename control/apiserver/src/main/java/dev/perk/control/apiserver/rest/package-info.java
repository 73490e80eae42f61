/**
 * The API as HTTP: a request in, an answer out.
 *
 * <p>Pure: sockets, TLS and threads are in {@code dev.perk.control.apiserver.io}, which calls an
 * {@link ApiHandler}.
 */
@NullMarked
package dev.perk.control.apiserver.rest;

import org.jspecify.annotations.NullMarked;
