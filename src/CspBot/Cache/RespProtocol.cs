using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace CspBot.Cache;

/// <summary>One answer of a Redis server in the RESP2 protocol.</summary>
internal abstract record RespValue
{
    /// <summary>A status such as <c>OK</c>.</summary>
    public sealed record Status(string Text) : RespValue;

    /// <summary>An error such as <c>NOPERM this user has no permissions …</c>.</summary>
    public sealed record Error(string Text) : RespValue;

    /// <summary>A 64-bit whole number.</summary>
    public sealed record Number(long Value) : RespValue;

    /// <summary>Bytes; null is the server's "no such value".</summary>
    public sealed record Bulk(byte[]? Data) : RespValue;

    /// <summary>Answers in an answer; null is the server's "no such array".</summary>
    public sealed record Items(RespValue[]? Values) : RespValue;
}

/// <summary>The server sent bytes that are not the protocol, or more of them than a cache has use for.</summary>
internal sealed class RespProtocolException(string message) : IOException(message);

/// <summary>Reads and writes RESP2, the protocol between a Redis server and its clients.</summary>
internal static class RespProtocol
{
    /// <summary>Largest answer in bytes, with all that is nested in it: a peer must not make us buffer without end.</summary>
    public const int MaxReplyBytes = 1024 * 1024;

    private const int MaxLineBytes = 64 * 1024;
    private const int MaxItems = 4096;
    private const int MaxDepth = 8;

    private static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    /// <summary>Appends a command as an array of bulk strings.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<ReadOnlyMemory<byte>> arguments)
    {
        WriteHead(output, '*', arguments.Length);
        foreach (var argument in arguments)
        {
            WriteHead(output, '$', argument.Length);
            output.Write(argument.Span);
            output.Write(LineEnd);
        }
    }

    /// <summary>
    /// Takes one whole answer from the front of <paramref name="buffer"/>. False: more bytes are needed, and the buffer
    /// stays as it was.
    /// </summary>
    /// <exception cref="RespProtocolException">No further byte can make this an answer.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out RespValue value)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (TryRead(ref reader, 0, out value))
        {
            if (reader.Consumed > MaxReplyBytes)
                throw new RespProtocolException("The answer is too large.");
            buffer = buffer.Slice(reader.Position);
            return true;
        }

        if (buffer.Length > MaxReplyBytes)
            throw new RespProtocolException("The answer is too large.");
        return false;
    }

    private static bool TryRead(ref SequenceReader<byte> reader, int depth, out RespValue value)
    {
        value = null!;
        if (depth > MaxDepth)
            throw new RespProtocolException("The answer is nested too deep.");
        if (!reader.TryRead(out var kind))
            return false;
        if (!"+-:$*"u8.Contains(kind))
            throw new RespProtocolException($"An answer cannot begin with the byte 0x{kind:x2}.");
        if (!TryReadLine(ref reader, out var line))
            return false;

        switch (kind)
        {
            case (byte)'+':
                value = new RespValue.Status(Encoding.UTF8.GetString(line));
                return true;
            case (byte)'-':
                value = new RespValue.Error(Encoding.UTF8.GetString(line));
                return true;
            case (byte)':':
                value = new RespValue.Number(ParseNumber(line));
                return true;
            case (byte)'$':
                return TryReadBulk(ref reader, ParseLength(line, MaxReplyBytes), out value);
            default:
                return TryReadItems(ref reader, ParseLength(line, MaxItems), depth, out value);
        }
    }

    private static bool TryReadBulk(ref SequenceReader<byte> reader, int? length, out RespValue value)
    {
        value = null!;
        if (length is not { } count)
        {
            value = new RespValue.Bulk(null);
            return true;
        }

        if (reader.Remaining < count + LineEnd.Length)
            return false;
        var data = new byte[count];
        reader.TryCopyTo(data);
        reader.Advance(count);
        if (!reader.IsNext(LineEnd, advancePast: true))
            throw new RespProtocolException("A bulk string does not end where its length says.");
        value = new RespValue.Bulk(data);
        return true;
    }

    private static bool TryReadItems(ref SequenceReader<byte> reader, int? length, int depth, out RespValue value)
    {
        value = null!;
        if (length is not { } count)
        {
            value = new RespValue.Items(null);
            return true;
        }

        var items = new RespValue[count];
        for (var i = 0; i < count; i++)
        {
            if (!TryRead(ref reader, depth + 1, out items[i]))
                return false;
        }

        value = new RespValue.Items(items);
        return true;
    }

    private static bool TryReadLine(ref SequenceReader<byte> reader, out ReadOnlySpan<byte> line)
    {
        if (!reader.TryReadTo(out line, LineEnd))
        {
            if (reader.Remaining > MaxLineBytes)
                throw new RespProtocolException("A line of the answer is too long.");
            return false;
        }

        if (line.Length > MaxLineBytes)
            throw new RespProtocolException("A line of the answer is too long.");
        return true;
    }

    private static int? ParseLength(ReadOnlySpan<byte> line, int most) => ParseNumber(line) switch
    {
        -1 => null,
        var length when length >= 0 && length <= most => (int)length,
        _ => throw new RespProtocolException("A length in the answer is out of range."),
    };

    private static long ParseNumber(ReadOnlySpan<byte> line) =>
        Utf8Parser.TryParse(line, out long number, out var used) && used == line.Length
            ? number
            : throw new RespProtocolException("A number in the answer is not a number.");

    private static void WriteHead(IBufferWriter<byte> output, char kind, int number)
    {
        const int longestHead = 16;
        var span = output.GetSpan(longestHead);
        span[0] = (byte)kind;
        Utf8Formatter.TryFormat(number, span[1..], out var digits);
        LineEnd.CopyTo(span[(1 + digits)..]);
        output.Advance(1 + digits + LineEnd.Length);
    }
}
