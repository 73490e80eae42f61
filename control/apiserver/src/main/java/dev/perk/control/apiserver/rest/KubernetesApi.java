package dev.perk.control.apiserver.rest;

import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.api.time.Scheduler;
import dev.perk.control.apiserver.auth.ServiceAccountTokens;
import dev.perk.control.apiserver.definitions.DefinedVersion;
import dev.perk.control.apiserver.openapi.OpenApi;
import dev.perk.control.apiserver.rbac.Authorizer;
import dev.perk.control.apiserver.registry.Identity;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.kube.Json;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Catalog;
import dev.perk.kube.store.Subresource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Kubernetes API: says of every request what it asks for, and has it answered.
 *
 * <p>Upstream counterpart: {@code k8s.io/apiserver pkg/endpoints}.
 */
public final class KubernetesApi implements ApiHandler {
    private static final Logger log = LoggerFactory.getLogger(KubernetesApi.class);

    /** Kubernetes' version whose API this is; clients look at major and minor. */
    public static final String VERSION = "v1.32.0";

    private static final Set<String> HEALTH = Set.of("healthz", "livez", "readyz");

    private final Registry registry;
    private final Catalog catalog;
    private final Documentation documentation;
    private final Identity identity;
    private final Health health;
    private final Reading reading;
    private final Writing writing;
    private final Watches watches;
    private final PodParts podParts;
    private final Why why;
    private final PodSessions podSessions;
    private volatile ServedKinds kinds;
    private final AccessControl access;
    private final Reviews reviews;
    private final TokenRequests tokenRequests;
    private final ServiceAccountTokens tokens;

    /**
     * @param authorizer says who may do what
     * @param tokens those of ServiceAccounts
     * @param ports whom it asks for what is not in the store
     * @param scheduler runs watches, which may wait
     * @param random spreads the ends of watches over time, and names requests
     */
    public KubernetesApi(
            Registry registry,
            Authorizer authorizer,
            ServiceAccountTokens tokens,
            Ports ports,
            Scheduler scheduler,
            RandomGenerator random) {
        Rendering rendering = new Rendering(registry.definitions(), scheduler);
        this.registry = registry;
        this.catalog = registry.definitions().catalog();
        this.kinds = new ServedKinds(catalog.now());
        this.documentation =
                new Documentation(new OpenApi(registry.definitions(), Reviews.ALL, VERSION));
        this.identity = new Identity(random);
        this.health = ports.health();
        this.why = new Why(ports.explanations());
        this.reading = new Reading(registry, rendering);
        this.access = new AccessControl(authorizer);
        this.writing = new Writing(registry, rendering, access);
        this.watches = new Watches(registry, scheduler, random);
        this.podParts = new PodParts(registry, ports.logs(), scheduler);
        this.reviews = new Reviews(authorizer, tokens);
        this.tokenRequests = new TokenRequests(registry, tokens, scheduler);
        this.tokens = tokens;
        this.podSessions = new PodSessions(registry, ports.pods());
    }

    /** The kinds as they are now. */
    private ServedKinds kinds() {
        ServedKinds known = kinds;
        Catalog.Served now = catalog.now();
        if (!known.isOf(now)) {
            known = new ServedKinds(now);
            kinds = known;
        }
        return known;
    }

    @Override
    public ApiAnswer handle(ApiRequest request) {
        List<String> warnings = new ArrayList<>();
        ApiAnswer answer;
        try {
            answer = answer(request, warnings);
        } catch (ApiException e) {
            answer = refusal(e, request);
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("method", request.method())
                    .addKeyValue("path", request.path())
                    .setCause(e)
                    .log("request failed");
            answer = refusal(ApiException.internal(String.valueOf(e.getMessage())), request);
        }
        ApiAnswer.Header audit =
                new ApiAnswer.Header(
                        "Audit-Id", request.header("Audit-Id").orElseGet(identity::uid));
        return switch (answer) {
            case ApiAnswer.Full full ->
                    Gzip.compressed(withWarnings(full, warnings), request)
                            .with(audit.name(), audit.value());
            case ApiAnswer.Stream stream -> stream.with(audit);
            case ApiAnswer.Conversation _, ApiAnswer.Forwarding _ -> answer;
        };
    }

    private static ApiAnswer.Full refusal(ApiException why, ApiRequest request) {
        ApiAnswer.Full answer = Rendering.plain(why.code(), why.status(), request);
        int seconds = why.details().retryAfterSeconds();
        return seconds > 0 ? answer.with("Retry-After", String.valueOf(seconds)) : answer;
    }

    private static ApiAnswer.Full withWarnings(ApiAnswer.Full answer, List<String> warnings) {
        ApiAnswer.Full all = answer;
        for (String warning : Set.copyOf(warnings)) {
            String quoted = warning.replace("\\", "\\\\").replace("\"", "\\\"");
            all = all.with("Warning", "299 - \"" + quoted.replaceAll("\\s+", " ") + "\"");
        }
        return all;
    }

    private ApiAnswer answer(ApiRequest request, List<String> warnings) {
        List<String> segments = request.segments();
        String first = segments.isEmpty() ? "" : segments.getFirst();
        if (HEALTH.contains(first)) {
            // For whoever watches over it, which must not depend on any rule.
            return health.answer(segments, request);
        }
        ApiRequest admitted = access.admit(request);
        return switch (first) {
            case "" -> Rendering.plain(200, RootPaths.document(kinds().discovery()), admitted);
            case "version" ->
                    segments.size() == 1
                            ? Rendering.plain(200, VersionInfo.document(), admitted)
                            : notFound();
            case "api", "apis" -> api(segments, admitted, warnings);
            case "openapi" -> documentation.answer(segments, admitted);
            case ".well-known", "openid" -> openId(segments, admitted);
            case "why", "arrivals" -> why.answer(segments, admitted);
            default -> notFound();
        };
    }

    /** What others need who are to believe tokens that were made here. */
    private ApiAnswer.Full openId(List<String> segments, ApiRequest request) {
        return switch (String.join("/", segments)) {
            case ".well-known/openid-configuration" ->
                    ApiAnswer.json(
                            200,
                            Json.write(
                                    ServiceAccountTokens.openIdConfiguration(
                                            request.header("Host").orElse("localhost"))));
            case "openid/v1/jwks" ->
                    ApiAnswer.of(200, "application/jwk-set+json", Json.write(tokens.webKeys()));
            default -> notFound();
        };
    }

    static ApiAnswer.Full notFound() {
        return ApiAnswer.text(404, "404 page not found\n");
    }

    private ApiAnswer api(List<String> segments, ApiRequest request, List<String> warnings) {
        int prefix = segments.getFirst().equals("api") ? 2 : 3;
        if (segments.size() <= prefix) {
            if (!request.method().equals("GET")) {
                throw Refusals.methodNotAllowed();
            }
            Optional<ApiAnswer.Full> found = kinds().discovery().answer(segments, request);
            return found.isPresent() ? found.get() : notFound();
        }
        Target target = Target.parse(segments);
        Optional<ResourceType> review = Reviews.find(target.apiVersion(), target.plural());
        if (review.isPresent()) {
            return reviews.answer(review.get(), target, request);
        }
        ServedKinds kinds = kinds();
        Optional<ResourceType> type = kinds.find(target.apiVersion(), target.plural());
        if (type.isEmpty()) {
            if (kinds.isBuiltIn(target.apiVersion())) {
                throw Refusals.noSuchResource();
            }
            return notFound();
        }
        registry.definitions()
                .version(type.get())
                .flatMap(DefinedVersion::deprecation)
                .ifPresent(warnings::add);
        return resource(new Call(request, type.get(), target, warnings));
    }

    private ApiAnswer resource(Call call) {
        Target target = call.target();
        boolean namespaced = call.type().namespaced();
        if (!namespaced && !target.namespace().isEmpty()) {
            throw Refusals.noSuchResource();
        }
        if (target.isCollection()) {
            return collection(call);
        }
        if (namespaced && target.namespace().isEmpty()) {
            throw Refusals.noSuchResource();
        }
        return target.subresource().isEmpty() ? object(call) : part(call);
    }

    private ApiAnswer collection(Call call) {
        boolean everywhere = call.type().namespaced() && call.target().namespace().isEmpty();
        return switch (call.request().method()) {
            case "GET" ->
                    call.target().oldWatch() || call.request().isSet("watch")
                            ? watches.watch(call)
                            : reading.list(call);
            case "POST" -> {
                if (everywhere) {
                    throw Refusals.methodNotAllowed();
                }
                yield writing.create(call);
            }
            case "DELETE" -> {
                if (everywhere || call.type().equals(Kinds.NAMESPACE)) {
                    throw Refusals.methodNotAllowed();
                }
                yield writing.deleteCollection(call);
            }
            default -> throw Refusals.methodNotAllowed();
        };
    }

    private ApiAnswer object(Call call) {
        return switch (call.request().method()) {
            case "GET" -> call.target().oldWatch() ? watches.watch(call) : reading.object(call);
            case "PUT" -> writing.update(call, Subresource.MAIN);
            case "PATCH" -> writing.patch(call, Subresource.MAIN);
            case "DELETE" -> writing.delete(call);
            default -> throw Refusals.methodNotAllowed();
        };
    }

    private ApiAnswer part(Call call) {
        String part = call.target().subresource();
        Optional<String> unbuilt = PodParts.unbuilt(call);
        if (unbuilt.isPresent()) {
            throw Refusals.notBuilt(unbuilt.get());
        }
        if (!call.type().subresources().contains(part)) {
            throw Refusals.noSuchResource();
        }
        return switch (part + " " + call.request().method()) {
            case "status GET" -> reading.object(call);
            case "status PUT" -> writing.update(call, Subresource.STATUS);
            case "status PATCH" -> writing.patch(call, Subresource.STATUS);
            case "scale GET" -> reading.scale(call);
            case "scale PUT" -> writing.update(call, Subresource.SCALE);
            case "scale PATCH" -> writing.patch(call, Subresource.SCALE);
            case "finalize PUT" -> writing.update(call, Subresource.FINALIZE);
            case "ephemeralcontainers GET" -> reading.object(call);
            case "ephemeralcontainers PUT" -> writing.update(call, Subresource.EPHEMERALCONTAINERS);
            case "ephemeralcontainers PATCH" ->
                    writing.patch(call, Subresource.EPHEMERALCONTAINERS);
            case "binding POST" -> podParts.bind(call);
            case "eviction POST" -> podParts.evict(call);
            case "log GET" -> podParts.log(call);
            case "token POST" -> tokenRequests.issue(call);
            case "exec GET", "exec POST" -> podSessions.exec(call);
            case "attach GET", "attach POST" -> podSessions.attach(call);
            case "portforward GET", "portforward POST" -> podSessions.portForward(call);
            default -> throw Refusals.methodNotAllowed();
        };
    }
}
