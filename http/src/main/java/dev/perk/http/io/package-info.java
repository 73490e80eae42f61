/** The engine under {@code dev.perk.http}: listeners, connections and upstream pools on Netty. */
@NullMarked
package dev.perk.http.io;

import org.jspecify.annotations.NullMarked;
