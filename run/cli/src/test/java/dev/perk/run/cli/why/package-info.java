@NullMarked
package dev.perk.run.cli.why;

import org.jspecify.annotations.NullMarked;
