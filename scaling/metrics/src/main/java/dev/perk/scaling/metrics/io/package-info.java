/**
 * Asks the pods of a revision for their counts over HTTP, which is how it is done on Kubernetes.
 *
 * <p>In: the addresses of ready pods. Out: a {@link dev.perk.scaling.metrics.Scrape}. Which pods
 * are asked, and what a sample says about all, is decided outside, by {@link
 * dev.perk.scaling.metrics.PodSample}.
 *
 * <p>Upstream counterpart: knative/serving {@code
 * pkg/autoscaler/metrics/{stats_scraper,http_scrape_client}.go}.
 */
@NullMarked
package dev.perk.scaling.metrics.io;

import org.jspecify.annotations.NullMarked;
