/**
 * What would have happened to a Service with other traffic or other settings.
 *
 * <p>In: {@link dev.perk.run.standalone.whatif.Arrivals}, from a file or a recording, and a {@link
 * dev.perk.run.standalone.whatif.Setup}. {@link dev.perk.run.standalone.whatif.Replay} leads them
 * through the scaling path's own code on virtual time: {@code RequestStats}, {@code
 * ConcurrencyReporter}, {@code Autoscaler}, {@code Scaling}. Pods and their queue are a model. Out:
 * an {@link dev.perk.run.standalone.whatif.Outcome}, with what it costs and who waited.
 */
@NullMarked
package dev.perk.run.standalone.whatif;

import org.jspecify.annotations.NullMarked;
