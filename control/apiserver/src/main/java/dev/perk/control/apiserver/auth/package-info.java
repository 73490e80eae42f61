/**
 * Who is asking.
 *
 * <p>In: the certificate and the Authorization header of a request. Out: a {@link Caller}. The
 * tokens of ServiceAccounts are made here, too. Pure; the listener supplies the request, and {@code
 * Pki} the keys.
 */
@NullMarked
package dev.perk.control.apiserver.auth;

import org.jspecify.annotations.NullMarked;
