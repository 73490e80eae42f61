/**
 * What container images are made of: names, digests, manifests, configurations, layer entries.
 *
 * <p>In: names as people write them, JSON documents of an image. Out: records, and the answers to
 * questions about them. Files, archives and folders are {@code dev.perk.control.node.image.io}.
 *
 * <p>Upstream counterparts: opencontainers/image-spec, distribution/reference.
 */
@NullMarked
package dev.perk.control.node.image;

import org.jspecify.annotations.NullMarked;
