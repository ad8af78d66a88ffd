namespace Neurons.Primitives.Tests;

[Collection(nameof(Parallelism))]
public class BlasTests
{
    [Fact]
    public void The_environment_chooses_the_engine()
    {
        Assert.Equal(BlasEngine.Managed, Blas.FromEnvironment("managed"));
        Assert.Equal(Blas.HasOpenBlas && OpenBlas.KnowsProcessor ? BlasEngine.OpenBlas : BlasEngine.Managed, Blas.FromEnvironment(null));
        Assert.Equal(Blas.FromEnvironment(null), Blas.FromEnvironment("auto"));
        var exception = Assert.Throws<InvalidOperationException>(() => Blas.FromEnvironment("mkl"));
        Assert.Contains("'mkl'; it must be auto, openblas or managed", exception.Message);
    }

    [Fact]
    public void OpenBlas_is_used_if_asked_for_and_refused_where_there_is_none()
    {
        if (Blas.HasOpenBlas)
            Assert.Equal(BlasEngine.OpenBlas, Blas.FromEnvironment("openblas"));
        else
            Assert.Contains("libopenblas0", Assert.Throws<InvalidOperationException>(() => Blas.FromEnvironment("openblas")).Message);
    }

    [Fact]
    public void The_engine_in_use_has_a_name()
    {
        using (new EngineScope(BlasEngine.Managed))
            Assert.Equal("managed", Blas.Name);
        if (!Blas.HasOpenBlas)
            return;
        using (new EngineScope(BlasEngine.OpenBlas))
            Assert.Matches(@"^OpenBLAS \d+\.\d+", Blas.Name);
    }

    [Fact]
    public void An_engine_that_does_not_exist_is_refused() => Assert.Contains(
        "must be Managed or OpenBlas",
        Assert.Throws<ArgumentOutOfRangeException>(() => Blas.Engine = (BlasEngine)7).Message);
}
