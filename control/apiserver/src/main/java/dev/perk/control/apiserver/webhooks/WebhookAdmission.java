package dev.perk.control.apiserver.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.control.apiserver.webhooks.Review.Verdict;
import dev.perk.control.apiserver.webhooks.WebhookCaller.Outcome;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.fields.FieldType;
import dev.perk.kube.patch.Patches;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Patch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the webhooks that want to see a write: the mutating ones in turn, after the defaults of the
 * kinds, and the validating ones together, after every other rule.
 *
 * <p>Source: {@code k8s.io/apiserver pkg/admission/plugin/webhook/{mutating,validating}}.
 */
public final class WebhookAdmission implements Admission {
    private static final Logger log = LoggerFactory.getLogger(WebhookAdmission.class);

    private final Admission rules;
    private final WebhookConfigurations configurations;
    private final Matching matching;
    private final WebhookCaller caller;
    private final Supplier<String> uids;

    /**
     * @param rules of the kinds: they see the object before any webhook, and again after a patch
     * @param uids makes the names of requests
     */
    public WebhookAdmission(
            Admission rules,
            WebhookConfigurations configurations,
            Matching matching,
            WebhookCaller caller,
            Supplier<String> uids) {
        this.rules = rules;
        this.configurations = configurations;
        this.matching = matching;
        this.caller = caller;
        this.uids = uids;
    }

    /** A webhook that was asked, and the object as it left it. */
    private record Asked(Webhook webhook, ObjectNode after) {}

    @Override
    public void decode(Attempt attempt, ObjectNode object) {
        rules.decode(attempt, object);
    }

    @Override
    public void mutate(Attempt attempt, ObjectNode object) {
        rules.mutate(attempt, object);
        List<Webhook> webhooks = concerning(attempt, configurations.mutating());
        List<Asked> asked = new ArrayList<>();
        for (Webhook webhook : webhooks) {
            if (mutate(webhook, attempt, object)) {
                asked.add(new Asked(webhook, object.deepCopy()));
            }
        }
        for (Asked before : asked) {
            // Somebody after it has changed what it has seen.
            if (before.webhook().reinvoked() && !before.after().equals(object)) {
                mutate(before.webhook(), attempt, object);
            }
        }
    }

    /** Whether the webhook wanted to see the object. */
    private boolean mutate(Webhook webhook, Attempt attempt, ObjectNode object) {
        Optional<Pending> begun =
                begin(
                        webhook,
                        attempt,
                        Optional.of(KubeObject.of(attempt.type(), object.deepCopy())));
        if (begun.isEmpty()) {
            return false;
        }
        Optional<ArrayNode> patch = verdict(begun.get(), attempt, true);
        if (patch.isPresent() && !patch.get().isEmpty()) {
            KubeObject seen =
                    KubeObject.of(attempt.type(), object.deepCopy()).in(begun.get().match().type());
            ObjectNode changed =
                    Patches.apply(
                            FieldType.Unknown.UNKNOWN,
                            seen.tree(),
                            new Patch.JsonPatch(patch.get()));
            changed.put("apiVersion", attempt.type().apiVersion());
            object.removeAll();
            object.setAll((ObjectNode) Json.canonical(changed));
            rules.decode(attempt, object);
            rules.mutate(attempt, object);
        }
        return true;
    }

    @Override
    public void validate(Attempt attempt, KubeObject object) {
        rules.validate(attempt, object);
        boolean deletes = attempt.operation() == Operation.DELETE;
        if (deletes) {
            // There is nothing to change, but they may still say no.
            for (Webhook webhook : concerning(attempt, configurations.mutating())) {
                begin(webhook, attempt, Optional.empty())
                        .ifPresent(pending -> verdict(pending, attempt, true));
            }
        }
        List<Pending> pending = new ArrayList<>();
        for (Webhook webhook : concerning(attempt, configurations.validating())) {
            begin(webhook, attempt, deletes ? Optional.empty() : Optional.of(object))
                    .ifPresent(pending::add);
        }
        List<ApiException> refusals = new ArrayList<>();
        for (Pending each : pending) {
            try {
                verdict(each, attempt, false);
            } catch (ApiException e) {
                refusals.add(e);
            }
        }
        if (!refusals.isEmpty()) {
            throw refusals.getFirst();
        }
    }

    /** Nobody is asked about the configurations themselves, or none could be repaired. */
    private static List<Webhook> concerning(Attempt attempt, List<Webhook> webhooks) {
        boolean exempt =
                attempt.type().equals(Kinds.MUTATING_WEBHOOK_CONFIGURATION)
                        || attempt.type().equals(Kinds.VALIDATING_WEBHOOK_CONFIGURATION);
        return exempt ? List.of() : webhooks;
    }

    private record Pending(
            Webhook webhook,
            Matching.Match.Wanted match,
            String uid,
            CompletableFuture<Outcome> outcome) {}

    private Optional<Pending> begin(Webhook webhook, Attempt attempt, Optional<KubeObject> object) {
        return switch (matching.match(webhook, attempt, object)) {
            case Matching.Match.Unwanted _ -> Optional.empty();
            case Matching.Match.Unclear(String why) -> {
                if (webhook.ignoresFailure()) {
                    yield Optional.empty();
                }
                throw ApiException.forbidden(key(attempt), why);
            }
            case Matching.Match.Wanted wanted -> {
                if (attempt.dryRun() && !webhook.dryRunnable()) {
                    throw ApiException.badRequest(
                            "admission webhook \""
                                    + webhook.name()
                                    + "\" does not support dry run");
                }
                String uid = uids.get();
                byte[] review = Json.write(Review.request(uid, attempt, wanted.type(), object));
                yield Optional.of(new Pending(webhook, wanted, uid, caller.call(webhook, review)));
            }
        };
    }

    /** The patch; empty if the webhook could not be asked and that does not matter. */
    private Optional<ArrayNode> verdict(Pending pending, Attempt attempt, boolean mutating) {
        String name = pending.webhook().name();
        return switch (pending.outcome().join()) {
            case Outcome.Unreachable(String why) ->
                    failed(pending.webhook(), "failed to call webhook: " + why);
            case Outcome.Answered(byte[] body) ->
                    switch (Review.verdict(body, pending.uid(), mutating)) {
                        case Verdict.Allowed(ArrayNode patch, List<String> warnings) -> {
                            warnings.forEach(attempt.warnings());
                            yield Optional.of(patch);
                        }
                        case Verdict.Denied(JsonNode status, List<String> warnings) -> {
                            warnings.forEach(attempt.warnings());
                            throw denied(name, status);
                        }
                        case Verdict.Nonsense(String why) ->
                                failed(
                                        pending.webhook(),
                                        "received invalid webhook response: " + why);
                    };
        };
    }

    private static Optional<ArrayNode> failed(Webhook webhook, String why) {
        String message = "failed calling webhook \"" + webhook.name() + "\": " + why;
        if (webhook.ignoresFailure()) {
            log.atWarn().addKeyValue("webhook", webhook.name()).log("ignored: {}", message);
            return Optional.empty();
        }
        throw ApiException.internal(message);
    }

    /** Source: {@code pkg/admission/plugin/webhook/errors/statuserror.go}. */
    private static ApiException denied(String webhook, JsonNode status) {
        String said = status.path("message").asText();
        String reason = status.path("reason").asText();
        String words = said.isEmpty() ? reason : said;
        String message =
                "admission webhook \""
                        + webhook
                        + "\" denied the request"
                        + (words.isEmpty() ? " without explanation" : ": " + words);
        int code = status.path("code").asInt();
        ApiException whole = ApiException.of(status);
        return new ApiException(
                code == 0 ? 400 : code,
                reason.isEmpty() && code == 0 ? "BadRequest" : reason,
                message,
                whole.details());
    }

    private static ResourceKey key(Attempt attempt) {
        return new ResourceKey(attempt.type(), attempt.name());
    }
}
