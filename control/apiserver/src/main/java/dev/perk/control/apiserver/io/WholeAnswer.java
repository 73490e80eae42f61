package dev.perk.control.apiserver.io;

import dev.perk.control.apiserver.rest.ApiAnswer;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.ByteBuffer;

/** Turns an answer into the message that Netty writes. */
final class WholeAnswer {
    private WholeAnswer() {}

    static FullHttpResponse of(ApiAnswer.Full answer, boolean keepAlive) {
        // A view: a list of everything would be copied otherwise.
        ByteBuffer body = answer.body().content().duplicate();
        var response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(answer.status()),
                        Unpooled.wrappedBuffer(body));
        answer.headers().forEach(header -> response.headers().add(header.name(), header.value()));
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.remaining());
        if (!keepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return response;
    }
}
