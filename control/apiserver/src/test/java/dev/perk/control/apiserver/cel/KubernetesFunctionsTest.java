package dev.perk.control.apiserver.cel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstream: {@code k8s.io/apiserver pkg/cel/library/*_test.go}. */
class KubernetesFunctionsTest {

    private static Expression.Answer ask(String text, Object self) {
        return switch (Expression.compile(text, List.of("self"))) {
            case Expression.Compiled.Ready(Expression ready) ->
                    ready.ask(Map.of("self", self), Budget.ofOneCall());
            case Expression.Compiled.Refused(String why) -> throw new AssertionError(why);
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // lists.go
                "[1, 2, 2].isSorted() && !['b', 'a'].isSorted() && [].isSorted()",
                "[1, 2, 3].sum() == 6 && [1.5, 0.5].sum() == 2.0 && [].sum() == 0",
                "[3, 1, 2].min() == 1 && ['a', 'c', 'b'].max() == 'c'",
                "[1, 2, 2].indexOf(2) == 1 && [1, 2, 2].lastIndexOf(2) == 2 && [1].indexOf(9) =="
                        + " -1",
                "'hello'.indexOf('l') == 2",
                // regex.go
                "'abc 123'.find('[0-9]+') == '123' && 'abc'.find('[0-9]+') == ''",
                "'1 22 333'.findAll('[0-9]+') == ['1', '22', '333']",
                "'1 22 333'.findAll('[0-9]+', 2) == ['1', '22']",
                // urls.go
                "isURL('https://example.com:80/a?b=c') && isURL('/absolute') && !isURL('../rel')",
                "url('https://example.com:80/').getScheme() == 'https'",
                "url('https://example.com:80/').getHost() == 'example.com:80'",
                "url('https://[::1]:80/').getHostname() == '::1'",
                "url('https://example.com/').getPort() == ''",
                "url('https://example.com/with space'.replace(' ', '%20')).getEscapedPath() =="
                        + " '/with%20space'",
                "url('https://example.com/?k=a&k=b').getQuery() == {'k': ['a', 'b']}",
                // quantity.go
                "isQuantity('1.3G') && !isQuantity('1.3GG') && !isQuantity('x')",
                "quantity('200M').compareTo(quantity('0.2G')) == 0",
                "quantity('1Gi').isGreaterThan(quantity('1G'))",
                "quantity('150Mi').isLessThan(quantity('1Gi'))",
                "quantity('50k').add(20) == quantity('50020')",
                "quantity('50k').sub(quantity('20')).asInteger() == 49980",
                "quantity('1.5').isInteger() == false && quantity('1500m').asApproximateFloat() =="
                        + " 1.5",
                "quantity('-3').sign() == -1",
                // ip.go, cidr.go
                "isIP('127.0.0.1') && isIP('::1') && !isIP('127.0.0.256') && !isIP('01.2.3.4')",
                "!isIP('::ffff:1.2.3.4') && !isIP('example.com') && !isIP('fe80::1%eth0')",
                "ip('127.0.0.1').family() == 4 && ip('::1').family() == 6",
                "ip('127.0.0.1').isLoopback() && ip('0.0.0.0').isUnspecified()",
                "ip('224.0.0.1').isLinkLocalMulticast() &&"
                        + " ip('169.254.169.254').isLinkLocalUnicast()",
                "ip('192.168.0.1').isGlobalUnicast() && !ip('255.255.255.255').isGlobalUnicast()",
                "ip.isCanonical('2001:db8::abcd') && !ip.isCanonical('2001:DB8::ABCD')",
                "string(ip('2001:DB8:0:0:1:0:0:1')) == '2001:db8::1:0:0:1'",
                "isCIDR('192.168.0.0/24') && !isCIDR('192.168.0.0/33') && !isCIDR('192.168.0.0')",
                "cidr('192.168.0.0/24').containsIP('192.168.0.1')",
                "cidr('192.168.0.0/24').containsIP(ip('192.168.1.1')) == false",
                "cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16')",
                "cidr('192.168.1.5/24').masked() == cidr('192.168.1.0/24')",
                "cidr('192.168.1.5/24').ip() == ip('192.168.1.5')",
                "cidr('2001:db8::/32').prefixLength() == 32",
                // format.go
                "!format.dns1123Label().validate('my-label').hasValue()",
                "format.dns1123Label().validate('My_Label').value().size() == 1",
                "format.named('qualifiedName').hasValue() && !format.named('none').hasValue()",
                "!format.uuid().validate('123e4567-e89b-12d3-a456-426614174000').hasValue()",
                "format.date().validate('2024-13-01').hasValue()",
                // cel-go's extensions
                "sets.contains([1, 2, 3], [2]) && sets.intersects([1], [1]) && sets.equivalent([1,"
                        + " 2], [2, 1])",
                "'%s is %d of %.2f'.format(['a', 3, 2.5]) == 'a is 3 of 2.50'",
                "'%x %b %%'.format([255, 5]) == 'ff 101 %'",
                // optional types
                "optional.of(1).orValue(2) == 1 && optional.none().orValue(2) == 2",
                "self.?missing.orValue('x') == 'x' && self.?a.hasValue()",
                "self.list.sum() == 6 && self.a.find('b+') == 'bb'",
                "quantity(self.memory).isLessThan(quantity('2Gi'))",
            })
    void areWhatKubernetesSays(String rule) {
        Map<String, Object> self = Map.of("a", "abb", "list", List.of(1L, 2L, 3L), "memory", "1Gi");
        assertThat(ask(rule, self)).as(rule).isEqualTo(new Expression.Answer.Value(true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[].min()|min called on empty list",
                "[1, 'a'].isSorted()|no such overload",
                "[9223372036854775807, 1].sum()|integer overflow",
                "quantity('1.5').asInteger()|cannot convert value to integer",
                "quantity('x')|quantities must match the regular expression",
                "ip('1.2.3')|parse error during conversion from string",
                "url('no url')|URL parse error",
                "'a'.find('(')|Illegal regex",
                "'%d'.format([])|index 0 out of range",
                "'%.999f'.format([1.0])|precision 999",
            })
    void sayWhatIsWrong(String rule, String why) {
        assertThat(ask(rule, Map.of()))
                .isInstanceOfSatisfying(
                        Expression.Answer.Failure.class,
                        failure -> assertThat(failure.why()).contains(why));
    }

    @Test
    void whatTakesTooLongEnds() {
        List<Long> many = IntStream.range(0, 5_000).mapToObj(i -> (long) i).toList();
        assertThat(ask("self.all(x, self.all(y, x + y >= 0))", many))
                .isEqualTo(
                        new Expression.Answer.TooCostly(
                                "operation cancelled: actual cost limit exceeded"));
        assertThat(ask("self.all(x, x >= 0)", many)).isEqualTo(new Expression.Answer.Value(true));
    }

    @Test
    void textsThatGrowAreCountedToo() {
        List<Long> many = IntStream.range(0, 1_000).mapToObj(i -> (long) i).toList();
        String text = "x".repeat(100_000);
        assertThat(
                        ask(
                                "self.many.all(x, (self.text + self.text).size() > 0)",
                                Map.of("many", many, "text", text)))
                .isInstanceOf(Expression.Answer.TooCostly.class);
    }
}
