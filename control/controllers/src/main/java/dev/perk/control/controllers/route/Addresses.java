package dev.perk.control.controllers.route;

import dev.perk.api.config.ServingConfig;
import dev.perk.api.text.Parsed;
import dev.perk.control.controllers.object.TrafficTarget;
import dev.perk.kube.KubeObject;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The addresses of a Route by tag; the empty tag is the Route itself. */
record Addresses(SortedMap<String, Address> byTag) {

    Addresses {
        byTag = Collections.unmodifiableSortedMap(byTag);
    }

    /**
     * All addresses, or why one of them is no host name.
     *
     * @param services placeholder Services by name, those that exist
     */
    static Parsed<Addresses> of(
            KubeObject route, Map<String, KubeObject> services, ServingConfig config) {
        SortedMap<String, Address> byTag = new TreeMap<>();
        for (String tag : tags(route)) {
            Parsed<Address> address =
                    Address.name(route, tag, config)
                            .map(name -> Optional.ofNullable(services.get(name)))
                            .map(Placeholders::isHidden)
                            .then(hidden -> Address.of(route, tag, hidden, config));
            switch (address) {
                case Parsed.Good<Address>(Address good) -> byTag.put(tag, good);
                case Parsed.Bad<Address>(String why) -> {
                    return Parsed.bad(why);
                }
            }
        }
        return Parsed.good(new Addresses(byTag));
    }

    /** All tags of the traffic, and the empty one. */
    static Set<String> tags(KubeObject route) {
        Set<String> tags = new TreeSet<>();
        tags.add("");
        TrafficTarget.readAll(route.spec().path("traffic"))
                .forEach(target -> tags.add(target.tag()));
        return tags;
    }

    Address of(String tag) {
        Address address = byTag.get(tag);
        if (address == null) {
            throw new IllegalArgumentException(
                    "tag " + tag + " (expected: one of " + byTag.keySet() + ")");
        }
        return address;
    }

    Collection<Address> all() {
        return byTag.values();
    }
}
