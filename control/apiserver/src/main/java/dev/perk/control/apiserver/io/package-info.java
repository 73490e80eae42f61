/**
 * The API server's sockets and files: a TLS listener, the certificates that it and its clients
 * show, the kubeconfig.
 */
@NullMarked
package dev.perk.control.apiserver.io;

import org.jspecify.annotations.NullMarked;
