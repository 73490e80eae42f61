@org.jspecify.annotations.NullMarked
package dev.perk.run.standalone.whatif;
