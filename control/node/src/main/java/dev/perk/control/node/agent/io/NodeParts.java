package dev.perk.control.node.agent.io;

import dev.perk.api.time.Scheduler;
import dev.perk.control.node.agent.ColdStart;
import dev.perk.control.node.agent.PodProxies;
import dev.perk.control.node.agent.PodStop;
import dev.perk.control.node.agent.PodTokens;
import dev.perk.control.node.agent.ProbeDial;
import dev.perk.control.node.image.LocalImages;
import dev.perk.control.node.runtime.ContainerRuntime;
import dev.perk.kube.control.EventRecorder;
import dev.perk.kube.store.Store;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the node agent works with.
 *
 * @param nodeName whose pods it runs
 * @param hostIp the node's own address, as pods see it in their status
 * @param folder where pods keep their files: {@code FOLDER/UID/…}
 * @param tokens those of the pods' ServiceAccounts
 * @param apiVariables the variables that tell containers where the API is, such as {@code
 *     KUBERNETES_SERVICE_HOST}
 * @param coldStarts is told when a pod has become ready for the first time
 * @param podStops is told when such a pod is gone
 */
public record NodeParts(
        String nodeName,
        String hostIp,
        Path folder,
        ContainerRuntime runtime,
        LocalImages images,
        ProbeDial dial,
        Store store,
        EventRecorder events,
        Scheduler scheduler,
        PodProxies proxies,
        PodTokens tokens,
        Supplier<Map<String, String>> apiVariables,
        Consumer<ColdStart> coldStarts,
        Consumer<PodStop> podStops) {}
