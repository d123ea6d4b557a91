using CspBot.Cache;
using StackExchange.Redis;
using Xunit;

namespace CspBot.Tests.Cache;

/// <summary>The setting Cache:Redis is read as written, and a wrong one is told without repeating a secret.</summary>
public sealed class RedisSettingTests
{
    [Theory]
    [InlineData("cache:6379", "cache:6379", null, null, false)]
    [InlineData("10.0.0.4:6380,ssl=true", "10.0.0.4:6380", null, null, true)]
    [InlineData("[::1]:6379,password=p=q", "[::1]:6379", null, "p=q", false)]
    [InlineData("c.example.com:10000, User=bot,Password=x,SSL=True", "c.example.com:10000", "bot", "x", true)]
    public void A_good_setting_is_read(string setting, string server, string? user, string? password, bool ssl)
    {
        var (options, problem) = RedisSetting.Parse(setting);

        Assert.True(options is not null, problem);
        Assert.Equal(
            (server, user, password, ssl),
            (EndPointCollection.ToString(Assert.Single(options.EndPoints)), options.User, options.Password, options.Ssl));
        Assert.Equal((false, 500, BacklogPolicy.FailFast), (options.AbortOnConnectFail, options.AsyncTimeout, options.BacklogPolicy));
    }

    [Fact]
    public void Every_option_of_the_library_may_be_given_and_counts_more_than_the_defaults_of_the_bot()
    {
        var (options, problem) = RedisSetting.Parse("a:6379,b:6380,asyncTimeout=900,sslHost=c.example.com,defaultDatabase=3");

        Assert.True(options is not null, problem);
        Assert.Equal(
            (2, 900, "c.example.com", 3), (options.EndPoints.Count, options.AsyncTimeout, options.SslHost, options.DefaultDatabase));
    }

    [Theory]
    [InlineData("", "must begin with host:port")]
    [InlineData("cache", "must begin with host:port")]
    [InlineData("cache:0", "must begin with host:port")]
    [InlineData("cache:70000", "must begin with host:port")]
    [InlineData("redis://cache:6379", "must begin with host:port")]
    [InlineData("cache:6379,ssl=maybe", "Part 2 is no option")]
    [InlineData("cache:6379,password=secret,tail", "Part 3 is no option")]
    [InlineData("cache:6379,sssl=true", "Part 2 is no option")]
    [InlineData("cache:6379,password=", "Part 2 is no option")]
    [InlineData("cache:6379,user=bot", "a user but no password")]
    public void A_wrong_setting_is_told_in_a_sentence(string setting, string sentence)
    {
        var (options, problem) = RedisSetting.Parse(setting);
        Assert.Null(options);

        Assert.Contains(sentence, problem, StringComparison.Ordinal);
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("tail", problem, StringComparison.Ordinal);
    }
}
