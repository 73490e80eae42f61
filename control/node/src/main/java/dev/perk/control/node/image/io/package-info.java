/**
 * The images that this machine has: read from archives and folders, kept by digest, unpacked once.
 *
 * <p>In: OCI layouts and {@code docker save} archives. Out: a {@link
 * dev.perk.control.node.image.io.LocalImage} by name, and its file system as folders. Everything
 * gets its final name in one atomic step, so that several processes may use one folder.
 */
@NullMarked
package dev.perk.control.node.image.io;

import org.jspecify.annotations.NullMarked;
