"""One page laid over all those of a PDF, whose own content is left as it is."""

from io import BytesIO

from backoffice.documents.pdfium import opened_pdf


def laid_over(content: bytes, mark: bytes) -> bytes:
    """The PDF ``content`` with the first page of the PDF ``mark`` over each of its pages.

    Raises ``Refused`` (``UNREADABLE_FILE``) when one of them is no readable PDF.
    """
    with opened_pdf(content) as document, opened_pdf(mark) as stamp:
        drawn = stamp.page_as_xobject(0, document)
        for index in range(len(document)):
            page = document[index]
            page.insert_obj(drawn.as_pageobject())
            page.gen_content()
            page.close()
        drawn.close()
        result = BytesIO()
        document.save(result)
    return result.getvalue()
