@NullMarked
package dev.perk.run.standalone.arrivals;

import org.jspecify.annotations.NullMarked;
