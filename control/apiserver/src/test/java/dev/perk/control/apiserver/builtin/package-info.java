@NullMarked
package dev.perk.control.apiserver.builtin;

import org.jspecify.annotations.NullMarked;
