// OpenBLAS: matrix products through CBLAS, factorizations through its Fortran LAPACK entry points.
#ifndef LIMN_CBLAS_SHIM_H
#define LIMN_CBLAS_SHIM_H

#include <cblas.h>

// Debian's OpenBLAS package has the LAPACK symbols but not their header.
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info);
void dpotri_(const char *uplo, const int *n, double *a, const int *lda, int *info);
void dtrtri_(const char *uplo, const char *diag, const int *n, double *a, const int *lda, int *info);
void dpotrs_(const char *uplo, const int *n, const int *nrhs, const double *a, const int *lda,
             double *b, const int *ldb, int *info);
void dsyev_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w,
            double *work, const int *lwork, int *info);

// Shuts down the thread pool that the library starts when it is loaded.
int blas_thread_shutdown_(void);

#endif
