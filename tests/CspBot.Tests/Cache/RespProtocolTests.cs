using System.Buffers;
using System.Text;
using CspBot.Cache;
using Xunit;

namespace CspBot.Tests.Cache;

/// <summary>The reader of Redis answers takes any bytes in any pieces and says yes, no or not yet.</summary>
public sealed class RespProtocolTests
{
    private const string Story =
        "+OK\r\n-ERR no such thing\r\n:-42\r\n$5\r\nab\r\nc\r\n$-1\r\n$0\r\n\r\n*-1\r\n*0\r\n*3\r\n:1\r\n*2\r\n$1\r\nx\r\n+y\r\n$-1\r\n";

    [Fact]
    public void Each_kind_of_answer_is_read()
    {
        var values = ReadAll(Encoding.ASCII.GetBytes(Story));

        Assert.Equal(new RespValue.Status("OK"), values[0]);
        Assert.Equal(new RespValue.Error("ERR no such thing"), values[1]);
        Assert.Equal(new RespValue.Number(-42), values[2]);
        Assert.Equal("ab\r\nc"u8.ToArray(), Assert.IsType<RespValue.Bulk>(values[3]).Data);
        Assert.Null(Assert.IsType<RespValue.Bulk>(values[4]).Data);
        Assert.Empty(Assert.IsType<RespValue.Bulk>(values[5]).Data!);
        Assert.Null(Assert.IsType<RespValue.Items>(values[6]).Values);
        Assert.Empty(Assert.IsType<RespValue.Items>(values[7]).Values!);
        var outer = Assert.IsType<RespValue.Items>(values[8]).Values!;
        Assert.Equal(new RespValue.Number(1), outer[0]);
        Assert.Equal(new RespValue.Status("y"), Assert.IsType<RespValue.Items>(outer[1]).Values![1]);
        Assert.Equal(9, values.Count);
    }

    [Fact]
    public void A_split_at_any_boundary_changes_nothing()
    {
        var bytes = Encoding.ASCII.GetBytes(Story);
        var whole = Describe(ReadAll(bytes));

        for (var first = 0; first <= bytes.Length; first++)
        {
            for (var second = first; second <= bytes.Length; second++)
                Assert.Equal(whole, Describe(ReadAll(bytes[..first], bytes[first..second], bytes[second..])));
        }
    }

    [Fact]
    public void An_answer_that_is_not_whole_leaves_the_buffer_as_it_was()
    {
        var bytes = Encoding.ASCII.GetBytes("*2\r\n$3\r\nabc\r\n:7\r\n");
        for (var length = 0; length < bytes.Length; length++)
        {
            var buffer = new ReadOnlySequence<byte>(bytes, 0, length);
            Assert.False(RespProtocol.TryRead(ref buffer, out _));
            Assert.Equal(length, buffer.Length);
        }
    }

    [Theory]
    [InlineData("$1048577\r\n")]
    [InlineData("$99999999999999999999\r\n")]
    [InlineData("$-2\r\n")]
    [InlineData("$\r\n")]
    [InlineData("$1x\r\n")]
    [InlineData("*4097\r\n")]
    [InlineData("*2147483648\r\n")]
    [InlineData("*-2\r\n")]
    [InlineData(":\r\n")]
    [InlineData(":one\r\n")]
    [InlineData("$2\r\nabc\r\n")]
    [InlineData("!")]
    [InlineData("\r\n")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    [InlineData("*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n")]
    public void What_can_never_be_an_answer_is_refused_at_once(string text)
    {
        var buffer = new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(text));

        Assert.Throws<RespProtocolException>(() => RespProtocol.TryRead(ref buffer, out _));
    }

    [Fact]
    public void A_line_without_end_and_an_answer_without_end_are_refused()
    {
        var line = new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes("+" + new string('a', 70_000)));
        Assert.Throws<RespProtocolException>(() => RespProtocol.TryRead(ref line, out _));

        var part = "$60000\r\n" + new string('a', 60_000) + "\r\n";
        var endless = new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes("*4096\r\n" + string.Concat(Enumerable.Repeat(part, 18))));
        Assert.Throws<RespProtocolException>(() => RespProtocol.TryRead(ref endless, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_bytes_never_bring_another_failure_and_never_depend_on_the_pieces(int seed)
    {
        var random = new Random(seed);
        var alphabet = "+-:$*0123456789\r\n\r\n\r\nab"u8.ToArray();
        var story = Encoding.ASCII.GetBytes(Story);
        var (read, refused) = (0, 0);
        for (var round = 0; round < 30_000; round++)
        {
            var bytes = (round % 3) switch
            {
                0 => RandomBytes(random, random.Next(1, 40)),
                1 => Enumerable.Range(0, random.Next(1, 60)).Select(_ => alphabet[random.Next(alphabet.Length)]).ToArray(),
                _ => Mutated(random, story),
            };
            var cut = random.Next(bytes.Length + 1);
            var whole = Outcome(bytes);
            Assert.Equal(whole, Outcome(bytes[..cut], bytes[cut..]));
            _ = whole.EndsWith("refused", StringComparison.Ordinal) ? refused++ : read++;
        }

        Assert.True(read > 1_000 && refused > 1_000, $"The mix is one-sided: {read} read, {refused} refused.");
    }

    [Fact]
    public void What_is_written_reads_back_as_the_same_arguments()
    {
        var random = new Random(4);
        for (var round = 0; round < 500; round++)
        {
            var arguments = Enumerable.Range(0, random.Next(1, 6))
                .Select(_ => new ReadOnlyMemory<byte>(RandomBytes(random, random.Next(0, 300))))
                .ToArray();
            var output = new ArrayBufferWriter<byte>();
            RespProtocol.Write(output, arguments);

            var items = Assert.IsType<RespValue.Items>(Assert.Single(ReadAll(output.WrittenMemory.ToArray()))).Values!;
            Assert.Equal(arguments.Select(a => a.ToArray()), items.Select(i => ((RespValue.Bulk)i).Data!));
        }
    }

    private static byte[] RandomBytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Mutated(Random random, byte[] bytes)
    {
        var mutant = bytes.ToArray();
        mutant[random.Next(mutant.Length)] = (byte)random.Next(256);
        return mutant;
    }

    private static string Outcome(params byte[][] pieces)
    {
        var values = new List<RespValue>();
        try
        {
            ReadInto(values, pieces);
            return Describe(values);
        }
        catch (RespProtocolException)
        {
            return Describe(values) + "refused";
        }
    }

    private static List<RespValue> ReadAll(params byte[][] pieces)
    {
        var values = new List<RespValue>();
        ReadInto(values, pieces);
        return values;
    }

    private static void ReadInto(List<RespValue> values, byte[][] pieces)
    {
        var buffer = Join(pieces);
        while (RespProtocol.TryRead(ref buffer, out var value))
            values.Add(value);
    }

    private static string Describe(IEnumerable<RespValue> values) => string.Concat(values.Select(value => value switch
    {
        RespValue.Bulk bulk => bulk.Data is null ? "nil " : Convert.ToHexString(bulk.Data) + " ",
        RespValue.Items items => items.Values is null ? "none " : $"[{Describe(items.Values)}] ",
        _ => value + " ",
    }));

    private static ReadOnlySequence<byte> Join(byte[][] pieces)
    {
        var first = new Piece(pieces[0], 0);
        var last = first;
        foreach (var piece in pieces[1..])
            last = last.Append(piece);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(byte[] bytes, long at)
        {
            Memory = bytes;
            RunningIndex = at;
        }

        public Piece Append(byte[] bytes)
        {
            var next = new Piece(bytes, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
