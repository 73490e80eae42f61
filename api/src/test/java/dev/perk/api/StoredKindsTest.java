package dev.perk.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class StoredKindsTest {

    /** Loads the classes of this package anew, so that none of them is complete yet. */
    private static final class Fresh extends ClassLoader {
        Fresh() {
            super(StoredKindsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("dev.perk.api.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            String file = name.replace('.', '/') + ".class";
            try (InputStream in = getResourceAsStream(file)) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void whoeverIsAskedForFirstTheKindsAreComplete() throws Exception {
        for (String first : new String[] {"Kinds", "StoredKinds"}) {
            Fresh loader = new Fresh();
            Class.forName("dev.perk.api." + first, true, loader);
            Object served =
                    Class.forName("dev.perk.api.Kinds", true, loader).getField("SERVED").get(null);

            assertThat(served.toString()).contains("statefulsets.apps", "pods");
        }
    }
}
