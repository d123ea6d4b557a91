using CspBot.Cache;
using Xunit;

namespace CspBot.Tests.Cache;

/// <summary>The setting Cache:Redis is read as written, and a wrong one is told without repeating a secret.</summary>
public sealed class RedisOptionsTests
{
    [Theory]
    [InlineData("cache:6379", "cache", 6379, null, null, false)]
    [InlineData("10.0.0.4:6380,ssl=true", "10.0.0.4", 6380, null, null, true)]
    [InlineData("[::1]:6379,password=p=q", "::1", 6379, null, "p=q", false)]
    [InlineData("c.example.com:10000, User=bot,Password= x ,SSL=True", "c.example.com", 10000, "bot", " x ", true)]
    public void A_good_setting_is_read(string setting, string host, int port, string? user, string? password, bool ssl)
    {
        Assert.True(RedisOptions.TryParse(setting, null, out var options, out var problem), problem);

        Assert.Equal((host, port, user, password, ssl), (options.Host, options.Port, options.User, options.Password, options.Ssl));
        Assert.DoesNotContain(password ?? "?", options.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "must begin with host:port")]
    [InlineData("cache", "must begin with host:port")]
    [InlineData("cache:0", "must begin with host:port")]
    [InlineData("cache:70000", "must begin with host:port")]
    [InlineData("redis://cache:6379", "must begin with host:port")]
    [InlineData("cache:6379,ssl=yes", "Part 2 is none of")]
    [InlineData("cache:6379,password=secret,tail", "Part 3 is none of")]
    [InlineData("cache:6379,password=", "Part 2 is none of")]
    [InlineData("cache:6379,user=bot", "a user but no password")]
    public void A_wrong_setting_is_told_in_a_sentence(string setting, string sentence)
    {
        Assert.False(RedisOptions.TryParse(setting, null, out _, out var problem));

        Assert.Contains(sentence, problem, StringComparison.Ordinal);
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("tail", problem, StringComparison.Ordinal);
    }
}
