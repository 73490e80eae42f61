@NullMarked
package dev.perk.run.cli.simulate;

import org.jspecify.annotations.NullMarked;
