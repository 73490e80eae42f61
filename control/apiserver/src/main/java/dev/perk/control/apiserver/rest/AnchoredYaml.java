package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.Reader;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.events.ScalarEvent;

/** Jackson's parser of YAML, which also tells the anchors of plain values. */
final class AnchoredYaml extends YAMLParser {

    private AnchoredYaml(
            IOContext context,
            int features,
            int formatFeatures,
            LoaderOptions options,
            ObjectCodec codec,
            Reader reader) {
        super(context, features, formatFeatures, options, codec, reader);
    }

    @Override
    protected JsonToken _decodeScalar(ScalarEvent scalar) throws IOException {
        _currentAnchor = scalar.getAnchor();
        return super._decodeScalar(scalar);
    }

    /** Makes such parsers of bytes. */
    static final class Factory extends YAMLFactory {
        private static final long serialVersionUID = 1;

        @Override
        protected YAMLParser _createParser(byte[] data, int offset, int length, IOContext context)
                throws IOException {
            return new AnchoredYaml(
                    context,
                    _parserFeatures,
                    _yamlParserFeatures,
                    _loaderOptions,
                    _objectCodec,
                    _createReader(data, offset, length, null, context));
        }
    }
}
