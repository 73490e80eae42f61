/** A whole web application: its runtime image holds this module and what it requires, nothing else. */
module dev.perk.samples.helloworld {
    requires jdk.httpserver;
}
