using CspBot.Resources;
using Xunit;

namespace CspBot.Tests.Resources;

/// <summary>Lines for a spreadsheet: one row a line, nothing runs as a formula, and a card never grows over its limit.</summary>
public sealed class CsvTests
{
    [Theory]
    [InlineData("Contoso", "Contoso")]
    [InlineData("Contoso, Inc.", "\"Contoso, Inc.\"")]
    [InlineData("the \"big\" one", "\"the \"\"big\"\" one\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("=HYPERLINK(\"https://evil.example\")", "\"'=HYPERLINK(\"\"https://evil.example\"\")\"")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@cmd", "'@cmd")]
    [InlineData("\tx", "'\tx")]
    [InlineData("x;=cmd|'/c calc'!A0", "x;'=cmd|'/c calc'!A0")]
    [InlineData("x; =1+1", "x; '=1+1")]
    [InlineData("x\t=1+1", "x\t'=1+1")]
    [InlineData("x\n@sum", "\"x\n'@sum\"")]
    [InlineData("a-b=c", "a-b=c")]
    [InlineData("", "")]
    public void A_value_stays_one_value_and_never_runs(string value, string written)
    {
        var (field, cut) = Csv.Field(Texts.English, ["name", "next"], [[value, "1"]]);
        Assert.Equal($"name,next\n{written},1", field.Value);
        Assert.False(cut);
    }

    [Fact]
    public void What_does_not_fit_a_card_is_left_out_whole_and_said()
    {
        string[] row = [new string('é', 50), "\"quoted\""];
        var (field, cut) = Csv.Field(Texts.French, ["nom", "note"], Enumerable.Repeat((IReadOnlyList<string>)row, 1_000));
        Assert.True(cut);
        var lines = field.Value!.Split('\n');
        Assert.True(lines.Length > 100);
        Assert.All(lines.Skip(1), line => Assert.Equal(lines[1], line));
        var card = Look.Card(Texts.French, "Export", [field]);
        Assert.InRange(sizeof(char) * card.ToJson().Length, 20_000, 28 * 1024);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(card.ToJson()), 15_000, 28 * 1024);
    }
}
