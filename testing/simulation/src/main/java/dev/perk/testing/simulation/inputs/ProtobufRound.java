package dev.perk.testing.simulation.inputs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.apiserver.protobuf.ProtobufObjects;
import dev.perk.control.apiserver.schema.Message;
import dev.perk.control.apiserver.schema.MessageTable;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Objects of any kind there and back, and then the same bytes broken. */
final class ProtobufRound {
    private static final MessageTable TABLE = MessageTable.kubernetes();
    private static final List<Map.Entry<String, Message>> KINDS =
            TABLE.kinds().entrySet().stream().filter(kind -> kind.getValue().isNumbered()).toList();

    private static final Set<Integer> REFUSALS = Set.of(400, 415);
    private static final int MUTANTS = 20;

    private ProtobufRound() {}

    static Optional<String> run(Random random) {
        Map.Entry<String, Message> kind = KINDS.get(random.nextInt(KINDS.size()));
        String[] name = kind.getKey().split(" ", -1);
        String apiVersion = name[0].equals("*") ? "v1" : name[0];
        ObjectNode object =
                new RandomObject(TABLE, random).of(apiVersion, name[1], kind.getValue());
        ProtobufWriter writer = new ProtobufWriter(TABLE);
        byte[] bytes = writer.write(object, kind.getValue());
        ProtobufObjects reader = new ProtobufObjects(TABLE);
        ObjectNode back = reader.read(bytes);
        if (!back.equals(object)) {
            return Optional.of(object + " came back as " + back);
        }
        if (!Arrays.equals(writer.write(back, kind.getValue()), bytes)) {
            return Optional.of(object + " is written in two ways");
        }
        for (int i = 0; i < MUTANTS; i++) {
            byte[] broken = Mutation.of(bytes, random);
            Optional<String> problem =
                    Subject.refusedAtMost(
                            REFUSALS, HexFormat.of().formatHex(broken), () -> reader.read(broken));
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }
}
