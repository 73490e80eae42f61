/**
 * Who is asking.
 *
 * <p>In: the certificate and the Authorization header of a request. Out: a {@link Caller}. Pure;
 * the listener supplies both.
 */
@NullMarked
package dev.perk.control.apiserver.auth;

import org.jspecify.annotations.NullMarked;
