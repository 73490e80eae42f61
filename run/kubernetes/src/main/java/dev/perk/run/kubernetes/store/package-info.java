/**
 * The Store port of the Kubernetes home: the cluster's API server, through fabric8's client.
 *
 * <p>In and out: the same raw JSON trees as in the embedded store. Requests are made here so that
 * empty lists and unknown fields survive; connections, credentials, TLS and watches are the
 * client's.
 */
@NullMarked
package dev.perk.run.kubernetes.store;

import org.jspecify.annotations.NullMarked;
